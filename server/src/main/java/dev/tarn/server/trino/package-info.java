/// Trino's client protocol, so that its drivers and tools work unmodified: `POST /v1/statement`,
/// then follow `nextUri`.
///
/// Belongs here: the protocol's JSON, headers, tokens, type signatures and error names, as Trino's
/// "client REST API" page and its drivers define them. Does not belong here: SQL and its metadata
/// tables (`dev.tarn.engine`), values as text (`output`).
///
/// Start reading at [StatementRoutes], then [Statement].
@NullMarked
package dev.tarn.server.trino;

import org.jspecify.annotations.NullMarked;
