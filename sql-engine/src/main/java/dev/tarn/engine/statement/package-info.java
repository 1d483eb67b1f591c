/// What a SQL text asks for: a query to run, or a command on catalogs, tables and the session.
///
/// Belongs here: sealed records between the front and the engine. Does not belong here: their
/// execution (`command` and `pipeline`).
@NullMarked
package dev.tarn.engine.statement;

import org.jspecify.annotations.NullMarked;
