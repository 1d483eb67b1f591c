/// Rows that several places of a plan read, computed once: kept in memory, or on disk where that is
/// short.
///
/// Does not belong here: finding out what is the same (`plan.lower`). Start reading at
/// [SharedRows].
@NullMarked
package dev.tarn.engine.share;

import org.jspecify.annotations.NullMarked;
