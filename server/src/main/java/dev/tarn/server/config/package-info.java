/// What can be configured, and how a configuration comes about: defaults, then a file, then the
/// environment, then flags.
///
/// Belongs here: one [Key] for each setting, records with typed units for each module, and the
/// reader that refuses what it does not know. Does not belong here: what the settings do.
///
/// Start reading at [Key], then [TarnConfig].
@NullMarked
package dev.tarn.server.config;

import org.jspecify.annotations.NullMarked;
