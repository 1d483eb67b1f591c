/// Which files a table refers to, which of them are its own, and how files go.
///
/// Belongs here: names of files in comparable form, walking metadata, finding files that nobody
/// refers to in bounded memory, deleting them. Does not belong here: which snapshots or files
/// should go (`expire`, `orphan`). Start reading at [TableReach] and [FileJoin].
@NullMarked
package dev.tarn.maintenance.reach;

import org.jspecify.annotations.NullMarked;
