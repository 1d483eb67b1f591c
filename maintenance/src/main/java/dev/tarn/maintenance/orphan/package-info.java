/// Removing files that nobody refers to: found by listing, put in quarantine, deleted later.
///
/// Belongs here: which listed files may be orphans, and how long they wait. Does not belong here:
/// what is referred to, and how files go (`reach`). Start reading at [OrphanRemoval].
@NullMarked
package dev.tarn.maintenance.orphan;

import org.jspecify.annotations.NullMarked;
