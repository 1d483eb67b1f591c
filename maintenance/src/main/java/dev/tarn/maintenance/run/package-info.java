/// Plans carried out: files written anew through the engine, committed, tried again, and deleted
/// where they do not become part of the table.
///
/// Does not belong here: choosing files (`plan`), SQL (`procedure`).
@NullMarked
package dev.tarn.maintenance.run;

import org.jspecify.annotations.NullMarked;
