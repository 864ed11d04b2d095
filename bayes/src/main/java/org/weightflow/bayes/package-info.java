/** Networks whose weights have distributions instead of values. Start with {@link Posterior}. */
package org.weightflow.bayes;
