/// Table maintenance: rewrites, expiry, orphan removal, and the schedule that runs them.
///
/// Belongs here: planning (pure: snapshot to rewrite plan), running, and the procedures behind
/// `CALL`. Does not belong here: reading and writing files (`dev.tarn.storage`), running queries
/// (`dev.tarn.engine`).
@NullMarked
package dev.tarn.maintenance;

import org.jspecify.annotations.NullMarked;
