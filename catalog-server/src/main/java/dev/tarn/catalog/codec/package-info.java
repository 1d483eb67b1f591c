/// JSON on the wire: Iceberg's REST types through Iceberg's own serializers.
///
/// Does not belong here: what the answers mean (`dev.tarn.catalog.service`) and how they travel
/// (`dev.tarn.catalog.http`).
@NullMarked
package dev.tarn.catalog.codec;

import org.jspecify.annotations.NullMarked;
