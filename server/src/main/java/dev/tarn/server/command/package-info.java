/// What can be said after `tarn` on the command line: one class a command.
///
/// Belongs here: options, their checks, and exit codes. Does not belong here: what the commands do,
/// which lives in `http`, `shell`, `inspect` and `demo`. Classes here load nothing heavy until they
/// are run, because every start loads all of them.
///
/// Start reading at [SqlCommand].
@NullMarked
package dev.tarn.server.command;

import org.jspecify.annotations.NullMarked;
