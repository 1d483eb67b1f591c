/// Access to the files of a table for clients that do not have it themselves: temporary credentials
/// from a token service (STS), and signatures for single requests.
///
/// [StorageDelegation][dev.tarn.catalog.access.StorageDelegation] is the door; what a warehouse can
/// give is in [DelegationSettings][dev.tarn.catalog.access.DelegationSettings]. Both ways are bound
/// to the [areas][dev.tarn.catalog.access.S3Area] of one table: credentials by
/// [SessionPolicy][dev.tarn.catalog.access.SessionPolicy], signatures by
/// [S3Operation][dev.tarn.catalog.access.S3Operation].
///
/// Does not belong here: who may ask (`dev.tarn.catalog.auth`), where a table may live
/// (`dev.tarn.catalog.service`), headers and routes (`dev.tarn.catalog.http`).
@NullMarked
package dev.tarn.catalog.access;

import org.jspecify.annotations.NullMarked;
