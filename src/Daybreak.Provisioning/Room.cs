namespace Daybreak.Provisioning;
