/** What weightflow takes for work that is always the same. Start with {@link org.weightflow.tools.bench.CollectBench}. */
package org.weightflow.tools.bench;
