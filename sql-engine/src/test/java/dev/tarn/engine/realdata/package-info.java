/// Real data loaded through COPY INTO, tables that other engines wrote, and loads that are killed.
@NullMarked
package dev.tarn.engine.realdata;

import org.jspecify.annotations.NullMarked;
