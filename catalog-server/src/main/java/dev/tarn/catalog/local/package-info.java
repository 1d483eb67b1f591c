/// The catalog for code in the same process: Iceberg's `Catalog`, `SupportsNamespaces` and
/// `ViewCatalog` without HTTP.
///
/// Iceberg's own REST catalog does the talking and
/// [LocalClient][dev.tarn.catalog.local.LocalClient] hands its requests to the router as objects,
/// so the embedded engine and a remote client see one behaviour: same requirements, same conflicts,
/// same unknown outcomes.
///
/// Does not belong here: any catalog logic (`dev.tarn.catalog.service`).
@NullMarked
package dev.tarn.catalog.local;

import org.jspecify.annotations.NullMarked;
