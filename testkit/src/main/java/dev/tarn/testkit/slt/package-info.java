/// A runner for sqllogictest scripts.
///
/// The syntax is that of SQLite's sqllogictest (<https://www.sqlite.org/sqllogictest>), and of its
/// later dialects where they read better: a result may also be written one row a line, an error may
/// carry a pattern, `<slt:ignore>` stands for anything. Does not belong here: an engine; a test
/// brings one as an [SltConnection].
///
/// Start reading at [SltRunner].
@NullMarked
package dev.tarn.testkit.slt;

import org.jspecify.annotations.NullMarked;
