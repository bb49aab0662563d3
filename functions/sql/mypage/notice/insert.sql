INSERT INTO notice (notice_id, title, body, title_easy, body_easy, title_en, body_en, office, link, audience,
                    created_at, published_at, ends_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12);
