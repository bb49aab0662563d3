//! What crosses rooms: journeys, attacks, contracts.
