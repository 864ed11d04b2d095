/** The stages from a task to a report, each over artefacts on disk, and the configuration of a whole run. Start with {@link org.weightflow.tools.run.RunConfig}. */
package org.weightflow.tools.run;
