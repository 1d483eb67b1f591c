/// Carrying out commands: what SQL says should be done to catalogs, tables, views and sessions.
///
/// Belongs here: one class an area, over Iceberg's catalog interfaces, each leaving the table as it
/// was when it fails. Does not belong here: parsing (`parse`), computing rows (`pipeline`),
/// procedures (`spi.Procedure`s that other modules bring). Start reading at [Commands].
@NullMarked
package dev.tarn.engine.command;

import org.jspecify.annotations.NullMarked;
