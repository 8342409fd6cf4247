/** The Spring Boot application that the cold start is measured against. */
package dev.chatagent.benchmarks.spring;
