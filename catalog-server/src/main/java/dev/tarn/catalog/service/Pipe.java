package dev.tarn.catalog.service;

import dev.tarn.catalog.store.PipeRow;
import dev.tarn.catalog.store.TaskRow;

import org.apache.iceberg.catalog.TableIdentifier;

/// A pipe and where its task is.
public record Pipe(TableIdentifier name, PipeRow row, TaskRow task) {}
