//! Writing into JSON by a path.

use serde_json::{Map, Value};

/// Puts a value at a path such as `reaction.0.severity`: `0` is the first of a list, `+` a new one at its end. Whatever is
/// missing on the way is made. Answers whether it was put: what stands there already stays, and an empty path is no place.
pub(super) fn put(resource: &mut Value, path: &str, value: Value) -> bool {
    if path.is_empty() {
        return false;
    }
    let mut place = Some(resource);
    for step in path.split('.') {
        place = place.and_then(|place| inside(place, step));
    }
    match place {
        Some(place) if place.is_null() => {
            *place = value;
            true
        }
        _ => false,
    }
}

fn inside<'a>(place: &'a mut Value, step: &str) -> Option<&'a mut Value> {
    if matches!(step, "0" | "+") {
        if place.is_null() {
            *place = Value::Array(Vec::new());
        }
        let list = place.as_array_mut()?;
        if step == "+" || list.is_empty() {
            list.push(Value::Null);
        }
        return if step == "+" { list.last_mut() } else { list.first_mut() };
    }
    if place.is_null() {
        *place = Value::Object(Map::new());
    }
    Some(place.as_object_mut()?.entry(step).or_insert(Value::Null))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_missing_on_the_way_is_made_and_what_stands_there_stays() {
        let mut value = Value::Null;
        assert!(put(&mut value, "a.0.b", 1.into()));
        assert!(put(&mut value, "a.0.c.d", "x".into()));
        assert!(put(&mut value, "a.+.b", 2.into()));
        assert!(!put(&mut value, "a.0.b", 3.into()), "taken");
        assert!(!put(&mut value, "a.0.b.c", 3.into()), "no object");
        assert!(!put(&mut value, "", 3.into()));
        assert_eq!(value, json!({"a": [{"b": 1, "c": {"d": "x"}}, {"b": 2}]}));
    }
}
