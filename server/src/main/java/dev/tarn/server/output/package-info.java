/// Results as text: values, rows and whole result sets as JSON, NDJSON, CSV, Markdown and tables.
///
/// Belongs here: turning batches into bytes or characters for somebody outside the process. Does
/// not belong here: protocols (`trino`, `rest`), terminals (`shell`), file formats
/// (`dev.tarn.storage.text`).
///
/// Start reading at [ValueText], then [JsonValues].
@NullMarked
package dev.tarn.server.output;

import org.jspecify.annotations.NullMarked;
