/// What the catalog does: one file for each verb or area, none of which knows HTTP or SQL.
///
/// A commit is the pure function [TableChanges][dev.tarn.catalog.service.TableChanges] (base
/// metadata, request) → new metadata, followed by a new metadata file and one store transaction
/// that swaps the pointer, writes the event and keeps the idempotency receipt
/// ([ChangeWriter][dev.tarn.catalog.service.ChangeWriter]). The outcome is success, conflict or
/// unknown.
///
/// Does not belong here: paths, headers and status codes (`dev.tarn.catalog.http`), statements
/// (`dev.tarn.catalog.store`). Start reading at
/// [TableCommit][dev.tarn.catalog.service.TableCommit].
@NullMarked
package dev.tarn.catalog.service;

import org.jspecify.annotations.NullMarked;
