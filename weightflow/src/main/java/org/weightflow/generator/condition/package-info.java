/** What networks are known by, and asked for by: accuracy, density, class. Start with {@link org.weightflow.generator.condition.Condition}. */
package org.weightflow.generator.condition;
