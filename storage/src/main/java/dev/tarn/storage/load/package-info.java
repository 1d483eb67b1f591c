/// Which files a table has been loaded from, and which of their records were left out.
///
/// Belongs here: the history of loads beside a table, and what of it the table's snapshots still
/// hold. Does not belong here: reading those files (`text`, `file`), commits (the engine makes
/// them). Start reading at [LoadHistory].
@NullMarked
package dev.tarn.storage.load;

import org.jspecify.annotations.NullMarked;
