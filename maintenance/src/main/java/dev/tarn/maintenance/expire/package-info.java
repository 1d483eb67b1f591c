/// Expiring snapshots: the commit that takes them away, and the files that go with them.
///
/// Belongs here: which files nobody reaches once snapshots are gone, and the order of journal,
/// commit and deletion. Does not belong here: which snapshots branches and tags keep, which
/// Iceberg's own rules say. Start reading at [Expiry].
@NullMarked
package dev.tarn.maintenance.expire;

import org.jspecify.annotations.NullMarked;
