/// Table maintenance: rewrites, expiry, orphan removal, and the schedule that runs them.
///
/// Belongs here: the door to the rooms below. Planning is pure (`plan`), running commits (`run`),
/// `CALL` comes in by `procedure`. Does not belong here: reading and writing files
/// (`dev.tarn.storage`), running queries (`dev.tarn.engine`).
@NullMarked
package dev.tarn.maintenance;

import org.jspecify.annotations.NullMarked;
