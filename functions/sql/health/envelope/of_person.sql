-- Which there are, without what is in them.
SELECT bridge, counter FROM envelope WHERE person = ?1;
