SELECT tag, counter, manifest FROM shelf WHERE person = ?1;
