/// What other modules plug into the engine: catalogs, procedures and listeners.
///
/// Belongs here: small interfaces and the records they exchange. Does not belong here:
/// implementations.
@NullMarked
package dev.tarn.engine.spi;

import org.jspecify.annotations.NullMarked;
