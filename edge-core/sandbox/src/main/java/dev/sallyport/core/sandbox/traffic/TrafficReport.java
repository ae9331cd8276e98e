package dev.sallyport.core.sandbox.traffic;

import java.util.SortedMap;

/**
 * What came back.
 *
 * @param requests sent
 * @param failed without any answer
 * @param statuses how many answers per HTTP status
 * @param millis from the first request to the last answer
 */
public record TrafficReport(int requests, int failed, SortedMap<Integer, Integer> statuses, long millis) {}
