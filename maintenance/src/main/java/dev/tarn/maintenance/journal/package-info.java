/// What is about to happen to a table's files, written down beside the table before it happens, so
/// that a process that dies leaves nothing behind.
///
/// Belongs here: journals as files, and carrying out what they say. Does not belong here: what is
/// written into them (`expire`, `orphan`, rewrites). Start reading at [Journals] and [Replay].
@NullMarked
package dev.tarn.maintenance.journal;

import org.jspecify.annotations.NullMarked;
