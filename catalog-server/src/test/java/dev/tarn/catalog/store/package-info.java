/// The catalog's database by itself: migrations.
///
/// Does not belong here: what the catalog keeps in it (`dev.tarn.catalog`).
@NullMarked
package dev.tarn.catalog.store;

import org.jspecify.annotations.NullMarked;
