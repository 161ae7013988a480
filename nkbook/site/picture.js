/* Runs in kaleido's page: a still picture is drawn with the same care for labels as a live figure. */
const picture = Plotly.toImage;
Plotly.toImage = async (figure, options) => {
  const plot = document.createElement("div");
  plot.style.width = `${options.width}px`;   // what reaches beyond it is cut off, and makes the margins wider
  document.body.append(plot);
  const layout = { ...figure.layout, autosize: false, width: options.width, height: options.height };
  await nkbookStill(plot, { data: figure.data, layout });
  const image = await picture({ data: plot.data, layout: plot.layout }, options);
  Plotly.purge(plot);
  plot.remove();
  return image;
};
