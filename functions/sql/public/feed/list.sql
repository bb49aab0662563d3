SELECT feed, tried_at, good_at, said_at, trouble FROM feed;
