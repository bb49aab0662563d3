SELECT sealed FROM card_check WHERE name = ?1;
