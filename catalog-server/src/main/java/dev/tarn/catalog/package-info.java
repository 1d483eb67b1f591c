/// The Iceberg REST catalog of Tarn, and the doors to it.
///
/// [TarnCatalog][dev.tarn.catalog.TarnCatalog] opens a catalog from a
/// [CatalogConfig][dev.tarn.catalog.CatalogConfig]: `catalog()` is the door for code in the same
/// process, `mount(…)` the one for HTTP clients. [CatalogServer][dev.tarn.catalog.CatalogServer] is
/// a server with nothing but the catalog.
///
/// Arrows: `http` → `service` → `store`; `local` → `http`; this package puts them together. Does
/// not belong here: SQL (`dev.tarn.sql`), maintenance, and anything that must know which server it
/// runs in.
@NullMarked
package dev.tarn.catalog;

import org.jspecify.annotations.NullMarked;
