/// Tests of the parts of the service that need neither store nor server.
package dev.tarn.catalog.service;
