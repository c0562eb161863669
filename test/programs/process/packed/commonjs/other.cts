export const other = async (): Promise<void> => {
  console.log('other');
};
