/** Learning the distribution of codes by conditional flow matching. Start with {@link org.weightflow.generator.flow.FlowTrainer}. */
package org.weightflow.generator.flow;
