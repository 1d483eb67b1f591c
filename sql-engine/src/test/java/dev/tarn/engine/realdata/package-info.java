/// Real data loaded through COPY INTO, and tables that other engines wrote.
@NullMarked
package dev.tarn.engine.realdata;

import org.jspecify.annotations.NullMarked;
