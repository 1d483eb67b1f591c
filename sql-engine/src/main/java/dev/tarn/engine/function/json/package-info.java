/// JSON as the SQL standard has it: the path language, the functions whose clauses the grammar
/// parses, and the tables made of JSON.
///
/// JSON is no type: it is varchar (or varbinary) that is read where a function needs it, and a
/// variant where it is one. Belongs here: items of JSON, paths parsed once and evaluated over
/// items, `JSON_VALUE`, `JSON_QUERY`, `JSON_EXISTS`, `JSON_TABLE`, the constructors and `IS JSON`.
/// Does not belong here: clauses as text (`engine.parse`), the older functions with plain paths
/// such as `json_extract` (`function.text`), variants (`function.variant`). Start reading at
/// [SqlJsonPath].
@NullMarked
package dev.tarn.engine.function.json;

import org.jspecify.annotations.NullMarked;
