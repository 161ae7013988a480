/* Runs in kaleido's page: labels of a still picture are fitted as those of a live figure are. */
const picture = Plotly.toImage;
Plotly.toImage = async (figure, options) => {
  const plot = document.createElement("div");
  document.body.append(plot);
  const layout = { ...figure.layout, autosize: false, width: options.width, height: options.height };
  await Plotly.newPlot(plot, figure.data, layout);
  await nkbookFitLabels(plot);
  const image = await picture({ data: plot.data, layout: plot.layout }, options);
  Plotly.purge(plot);
  plot.remove();
  return image;
};
