INSERT INTO register_import (import_id, started_at) VALUES (?1, ?2);
