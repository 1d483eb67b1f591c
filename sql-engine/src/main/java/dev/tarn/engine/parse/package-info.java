/// SQL text to syntax: Calcite's parser with our grammar (`src/main/codegen`).
///
/// Belongs here: grammar actions, records of syntax, source positions, type names. Does not belong
/// here: names of tables and columns and what they mean (`schema`, `validate`). The generated
/// parser is in `generated`, made at build. Start reading at [StatementParser].
@NullMarked
package dev.tarn.engine.parse;

import org.jspecify.annotations.NullMarked;
