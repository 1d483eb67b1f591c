/// The Iceberg REST protocol: one file for each resource, which only parses a
/// [Call][dev.tarn.catalog.http.Call] and makes an [Answer][dev.tarn.catalog.http.Answer].
///
/// Routes are matched here on the raw path ([Router][dev.tarn.catalog.http.Router]), because a
/// decoded one cannot tell `a.b` from `a%2Eb` or a separator from a name.
/// [CatalogDoor][dev.tarn.catalog.http.CatalogDoor] puts them before an app of Javalin; the
/// in-process client (`dev.tarn.catalog.local`) comes in through the same router without JSON and
/// sockets.
///
/// Does not belong here: commit logic (`dev.tarn.catalog.service`), the status table
/// (`dev.tarn.catalog.error`), serializers (`dev.tarn.catalog.codec`). Start reading at
/// [CatalogRoutes][dev.tarn.catalog.http.CatalogRoutes].
@NullMarked
package dev.tarn.catalog.http;

import org.jspecify.annotations.NullMarked;
