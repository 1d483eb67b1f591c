/// What can go wrong, once: every error has one code, one HTTP status and one Iceberg `type`, and
/// they meet in [ErrorCode][dev.tarn.catalog.error.ErrorCode].
///
/// Does not belong here: deciding that something went wrong (`dev.tarn.catalog.service`), writing
/// the answer (`dev.tarn.catalog.http`).
@NullMarked
package dev.tarn.catalog.error;

import org.jspecify.annotations.NullMarked;
