//! The pages' wasm: passkeys and card taps.
