/// Iceberg catalogs as Calcite sees them.
///
/// Belongs here: finding tables by name, choosing their snapshot, metadata and system tables, what
/// metadata says of tables' contents, the one mapping between [dev.tarn.columnar.DataType] and
/// Calcite's types. Does not belong here: reading data, estimates, rules. Start reading at
/// [Catalogs].
@NullMarked
package dev.tarn.engine.schema;

import org.jspecify.annotations.NullMarked;
