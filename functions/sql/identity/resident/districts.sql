SELECT DISTINCT district FROM resident ORDER BY district LIMIT 200;
