/// What clients of Trino's protocol do, replayed against a server: their statements, which are in
/// `src/test/clients`, and how they speak to it.
///
/// Start reading at [WireClient].
@NullMarked
package dev.tarn.server.clients;

import org.jspecify.annotations.NullMarked;
