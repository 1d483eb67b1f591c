/// The SQL shell: statements from the command line, a file, a pipe or a person, and their results
/// on the terminal.
///
/// Belongs here: splitting scripts, errors with a caret, editing, completion, progress. Does not
/// belong here: formats of results (`output`), running statements (a
/// [dev.tarn.server.query.StatementRunner], here or on a server).
///
/// Start reading at [ScriptRunner]; [Shell] adds what a person needs.
@NullMarked
package dev.tarn.server.shell;

import org.jspecify.annotations.NullMarked;
